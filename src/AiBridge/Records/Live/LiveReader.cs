using AiBridge.Contracts.Records;

namespace AiBridge.Records.Live;

/// <summary>
/// One who reads: a place in the <see cref="LiveLog"/>, and what is to be seen from there. Nothing is kept for it: who is slower than events come
/// finds that those behind its place are gone.
/// </summary>
/// <param name="log">Where the events are.</param>
/// <param name="project">The one project that is seen; null: all.</param>
/// <param name="filter">What of it.</param>
/// <param name="left">Called when it leaves.</param>
internal sealed class LiveReader(LiveLog log, string? project, LiveFilter filter, Action left) : IDisposable
{
    private bool _disposed;

    /// <summary>The one project that is seen; null: all.</summary>
    public string? Project => project;

    /// <summary>The last event that was looked at.</summary>
    public long Place { get; set; }

    /// <summary>The number among the events of <see cref="Project"/> of the last that was looked at; ids are made of it, so that they say nothing of other projects.</summary>
    public long Number { get; set; }

    /// <summary>The event to go on from is not known.</summary>
    public bool IsLost { get; set; }

    /// <summary>Some events of the project are left out, so that nobody can know how many of those missed would have been seen.</summary>
    public bool IsNarrowed { get; } = (filter.Provider ?? filter.ProviderName ?? filter.Model ?? filter.Client ?? filter.InitiatorId ?? filter.SessionId) is not null;

    /// <summary>Completes with the next event after the question.</summary>
    public Task News => log.News;

    public IReadOnlyList<LiveItem> Take() => log.Take(this);

    public bool Sees(LiveEvent entry) => entry.Call is not { } call || (IsOfProject(call) && Fits(call));

    public bool IsOfProject(InterceptionDto call) => project is null || call.ProjectId == project;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        left();
    }

    private bool Fits(InterceptionDto call) =>
        Fits(filter.Provider, call.Provider) && Fits(filter.ProviderName, call.ProviderName) && Fits(filter.Model, call.Model)
        && Fits(filter.Client, call.Client) && Fits(filter.InitiatorId, call.InitiatorId) && Fits(filter.SessionId, call.SessionId);

    private static bool Fits(string? wanted, string? value) => wanted is null || wanted == value;
}
