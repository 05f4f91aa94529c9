namespace AiBridge.Projects;

/// <summary>One call that writes, as the audit log tells it from others. It gets one entry, however many parts of the product it passes.</summary>
/// <param name="requestId">The request's id, or whatever finds the call again.</param>
/// <param name="clientAddress">Null when it did not come over the network.</param>
internal sealed class CallOrigin(string requestId, string? clientAddress = null)
{
    /// <summary>Of the answer; by its value the audit log knows the call.</summary>
    public const string Header = "X-AiBridge-Request-Id";

    public string RequestId => requestId;

    public string? ClientAddress => clientAddress;

    /// <summary>The command that was typed, <c>token create</c>; null when it is none.</summary>
    public string? Command { get; init; }

    /// <summary>Its entry is written, or was left out on purpose.</summary>
    public bool IsAudited { get; set; }
}
