using System.Security.Cryptography;
using System.Text;
using AiBridge.Exchanges;

namespace AiBridge.Upstream;

/// <summary>
/// What keeps a conversation on its key: a hash of project, provider and session. Without a session id the conversation is
/// known by how it opens.
/// </summary>
internal static class SessionHash
{
    /// <summary>Reckoned once, however many keys are tried.</summary>
    public static UInt128 Of(Exchange exchange) => exchange.Session ??= Reckon(exchange);

    private static UInt128 Reckon(Exchange exchange)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, exchange.Caller.ProjectId);
        Add(hash, exchange.Provider.QualifiedName);
        if ((exchange.Client.SessionId ?? exchange.Request.PromptCacheKey) is { } session)
            Add(hash, session);
        else if (exchange is { Route.Protocol: { } protocol, Body: { } body, Observation: not Observation.RequestUndecodable })
            protocol.ReadOpening(body.Memory.Span, text => Add(hash, text)); // A compressed body is no JSON: then project and provider alone decide.
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return new UInt128(BitConverter.ToUInt64(result), BitConverter.ToUInt64(result[8..]));
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // The length keeps ("a", "bc") apart from ("ab", "c").
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(text);
    }
}
