using System.Security.Cryptography;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>
/// What keeps a conversation on its key: a hash of project, provider and session. Without a session id the conversation is
/// known by how it opens.
/// </summary>
internal static class SessionHash
{
    public static UInt128 Of(Exchange exchange)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, exchange.Caller.ProjectId);
        Add(hash, exchange.Provider.QualifiedName);
        if ((exchange.Client.SessionId ?? exchange.Request.PromptCacheKey) is { } session)
            Add(hash, session);
        else if (exchange is { Route.Protocol: { } protocol, Body: { } body, Observation: not Observation.RequestUndecodable })
            AddOpening(hash, protocol, body.Memory.Span);
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return new UInt128(BitConverter.ToUInt64(result), BitConverter.ToUInt64(result[8..]));
    }

    // A compressed body is no JSON: then project and provider alone decide.
    private static void AddOpening(IncrementalHash hash, WireProtocol protocol, ReadOnlySpan<byte> body)
    {
        foreach (var text in protocol.ReadOpening(body))
            Add(hash, text);
    }

    // The length keeps ("a", "bc") apart from ("ab", "c").
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
