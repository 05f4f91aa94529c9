using System.Collections.Concurrent;

namespace AiBridge.Exchanges;

/// <summary>The last ids that were handed out, with the project and the account they belong to and the key they came with.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class RecentIds(int capacity)
{
    private readonly ConcurrentDictionary<(string Project, string Account, string Id), string?> _known = new();
    private readonly ConcurrentDictionary<(string Account, string Id), string> _held = new();
    private readonly ConcurrentQueue<(string Project, string Account, string Id)> _order = new();

    public void Add(Exchange exchange, string? id)
    {
        if (string.IsNullOrEmpty(id))
            return;
        var entry = (exchange.Caller.ProjectId, exchange.Provider.Account, id);
        if (!_known.TryAdd(entry, exchange.KeyId))
            return;
        _held.TryAdd((exchange.Provider.Account, id), exchange.Caller.ProjectId);
        _order.Enqueue(entry);
        if (_order.Count <= capacity || !_order.TryDequeue(out var oldest))
            return;
        _known.TryRemove(oldest, out _);
        _held.TryRemove(new KeyValuePair<(string, string), string>((oldest.Account, oldest.Id), oldest.Project));
    }

    public bool Contains(string projectId, string account, string id) => _known.ContainsKey((projectId, account, id));

    /// <summary>Some project was given it.</summary>
    public bool IsHeld(string account, string id) => _held.ContainsKey((account, id));

    /// <summary>The <see cref="Exchange.KeyId"/> it was got with; null when it is not known, or came with no central key.</summary>
    public string? KeyOf(string projectId, string account, string id) => _known.GetValueOrDefault((projectId, account, id));
}
