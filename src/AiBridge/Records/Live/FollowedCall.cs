using AiBridge.Contracts.Records;
using AiBridge.Exchanges;

namespace AiBridge.Records.Live;

/// <summary>A call of this process, and what of it was shown.</summary>
internal sealed class FollowedCall(LiveCall call)
{
    public LiveCall Call { get; } = call;

    /// <summary>As stored; null before, and nothing is shown until then.</summary>
    public InterceptionDto? Summary { get; set; }

    public bool FirstTokenShown { get; set; }

    public long BytesShown { get; set; }

    public string? ToolShown { get; set; }

    /// <summary>How often it was looked for in the store and was not there as it should be.</summary>
    public int Tries { get; set; }
}
