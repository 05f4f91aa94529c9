namespace AiBridge.Projects.Changes;

/// <summary>
/// The versions of a thing that a change is meant for. One that names none is meant for whatever is there: when another change comes between its
/// reading and its saving, it is made anew on what that one left, and the last one wins.
/// </summary>
internal sealed class ExpectedVersion
{
    private readonly IReadOnlyList<long> _versions;
    private readonly bool _all;

    private ExpectedVersion(bool isNamed, bool all, IReadOnlyList<long> versions) => (IsNamed, _all, _versions) = (isNamed, all, versions);

    public static ExpectedVersion None { get; } = new(isNamed: false, all: true, []);

    /// <summary>The one there is when the change is made: it is refused only when another comes between.</summary>
    public static ExpectedVersion Present { get; } = new(isNamed: true, all: true, []);

    /// <summary>Any of these; without any, no version there can be.</summary>
    public static ExpectedVersion Of(params IReadOnlyList<long> versions) => new(isNamed: true, all: false, versions);

    public bool IsNamed { get; }

    /// <exception cref="RefusedException">412: the caller has read another version.</exception>
    public void Demand(long version)
    {
        if (!_all && !_versions.Contains(version))
            throw RefusedException.Outdated;
    }
}
