using AiBridge.Exchanges;

namespace AiBridge.Upstream.Probing;

/// <summary>An upstream was asked and gave no good answer.</summary>
internal sealed class ProviderProbeException(int status, string code, string problem) : Exception(problem)
{
    /// <summary>The status to answer with.</summary>
    public int Status { get; } = status;

    /// <summary><c>upstream_error</c>, <c>upstream_unreachable</c>, or why it could not be asked.</summary>
    public string Code { get; } = code;

    public static ProviderProbeException Of(BridgeError error) => new(error.Status, error.Code, ProbeAnswer.Message(error));
}
