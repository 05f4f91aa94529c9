namespace AiBridge.Exchanges;

/// <summary>
/// The last responses handed out, conversations gone on in, and things that answers made beside them (items, containers): a client may ask for one
/// before its record is in the database, and only the account that made it can go on from it.
/// </summary>
internal sealed class RecentResponses
{
    private const int Responses = 10_000;
    private const int Things = 20_000;

    private readonly RecentIds _responses = new(Responses);
    private readonly RecentIds _things = new(Things);

    public void Add(Exchange exchange)
    {
        // Who was refused, here or by the upstream, has named a conversation and was given none. What came with a caller's own key is not the provider's.
        if (string.IsNullOrEmpty(exchange.Response?.ResponseId) || exchange.Byok is not null)
            return;
        _responses.Add(exchange, exchange.Response.ResponseId);
        _responses.Add(exchange, exchange.Request.ConversationId);
        AddThings(exchange);
    }

    /// <summary>Where the response itself is not stored.</summary>
    public void AddThings(Exchange exchange)
    {
        if (exchange.Response is not { Given.Count: > 0 } response || exchange.Byok is not null)
            return;
        foreach (var id in response.Given)
            _things.Add(exchange, id);
    }

    public bool Contains(string projectId, string account, string responseId) => _responses.Contains(projectId, account, responseId);

    /// <summary>Some project was given it.</summary>
    public bool IsHeld(string account, string responseId) => _responses.IsHeld(account, responseId);

    /// <summary>An answer to another project made it, and none to this one.</summary>
    public bool IsForeignThing(string projectId, string account, string id) => _things.IsHeld(account, id) && !_things.Contains(projectId, account, id);

    /// <summary>The <see cref="Exchange.KeyId"/> the response was got with; null when it is not known, or came with no central key.</summary>
    public string? KeyOf(string projectId, string account, string responseId) => _responses.KeyOf(projectId, account, responseId);
}
