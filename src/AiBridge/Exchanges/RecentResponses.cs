using System.Collections.Concurrent;

namespace AiBridge.Exchanges;

/// <summary>
/// The last response ids handed out, with the project they went to and the key they came from: a client may ask for one
/// before its record is in the database, and only the account that made it can go on from it.
/// </summary>
internal sealed class RecentResponses
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(string Project, string Provider, string Response), string?> _known = new();
    private readonly ConcurrentQueue<(string Project, string Provider, string Response)> _order = new();

    public void Add(Exchange exchange)
    {
        if (exchange.Response?.ResponseId is not { Length: > 0 } id)
            return;
        var entry = (exchange.Caller.ProjectId, exchange.Provider.Key, id);
        if (!_known.TryAdd(entry, exchange.KeyId))
            return;
        _order.Enqueue(entry);
        if (_order.Count > Capacity && _order.TryDequeue(out var oldest))
            _known.TryRemove(oldest, out _);
    }

    public bool Contains(string projectId, string providerKey, string responseId) =>
        _known.ContainsKey((projectId, providerKey, responseId));

    /// <summary>The <see cref="Exchange.KeyId"/> the response was got with; null when it is not known, or came with no central key.</summary>
    public string? KeyOf(string projectId, string providerKey, string responseId) =>
        _known.GetValueOrDefault((projectId, providerKey, responseId));
}
