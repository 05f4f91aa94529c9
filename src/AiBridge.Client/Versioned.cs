namespace AiBridge.Client;

/// <summary>A resource with the version it was read at.</summary>
/// <param name="Value">The resource.</param>
/// <param name="ETag">For <c>ifMatch</c>: a change that is meant for this version alone fails with <c>precondition_failed</c> when there is a newer one. Null for what has no versions.</param>
public sealed record Versioned<T>(T Value, string? ETag)
{
    public static implicit operator T(Versioned<T> versioned) => versioned.ToT();

    public T ToT() => Value;
}
