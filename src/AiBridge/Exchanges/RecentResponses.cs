using System.Collections.Concurrent;

namespace AiBridge.Exchanges;

/// <summary>
/// The last ids of responses handed out and of conversations gone on in, with the project and the account they belong to and the key they came
/// with: a client may ask for one before its record is in the database, and only the account that made it can go on from it.
/// </summary>
internal sealed class RecentResponses
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(string Project, string Account, string Response), string?> _known = new();
    private readonly ConcurrentDictionary<(string Account, string Response), string> _held = new();
    private readonly ConcurrentQueue<(string Project, string Account, string Response)> _order = new();

    public void Add(Exchange exchange)
    {
        // Who was refused, here or by the upstream, has named a conversation and was given none. What came with a caller's own key is not the provider's.
        if (string.IsNullOrEmpty(exchange.Response?.ResponseId) || exchange.Byok is not null)
            return;
        Add(exchange, exchange.Response.ResponseId);
        Add(exchange, exchange.Request.ConversationId);
    }

    public bool Contains(string projectId, string account, string responseId) =>
        _known.ContainsKey((projectId, account, responseId));

    /// <summary>Some project was given it.</summary>
    public bool IsHeld(string account, string responseId) => _held.ContainsKey((account, responseId));

    /// <summary>The <see cref="Exchange.KeyId"/> the response was got with; null when it is not known, or came with no central key.</summary>
    public string? KeyOf(string projectId, string account, string responseId) =>
        _known.GetValueOrDefault((projectId, account, responseId));

    private void Add(Exchange exchange, string? id)
    {
        if (string.IsNullOrEmpty(id))
            return;
        var entry = (exchange.Caller.ProjectId, exchange.Provider.Account, id);
        if (!_known.TryAdd(entry, exchange.KeyId))
            return;
        _held.TryAdd((exchange.Provider.Account, id), exchange.Caller.ProjectId);
        _order.Enqueue(entry);
        if (_order.Count <= Capacity || !_order.TryDequeue(out var oldest))
            return;
        _known.TryRemove(oldest, out _);
        _held.TryRemove(new KeyValuePair<(string, string), string>((oldest.Account, oldest.Response), oldest.Project));
    }
}
