using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http.Headers;
using AiBridge.Protocols.Json;
using AiBridge.Providers;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Health;
using AiBridge.Secrets;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Upstream;

/// <summary>Asks for access tokens with a client's own credentials (RFC 6749, section 4.4). Never throws; what an endpoint says is never repeated.</summary>
internal sealed class TokenEndpoint(UpstreamConnect connect, TimeProvider clock) : IDisposable
{
    private const int LargestAnswer = 256 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Of a token whose answer does not say how long it lives.</summary>
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    private static readonly TimeSpan EarliestRefresh = TimeSpan.FromMinutes(1);

    // RFC 6749, section 5.2.
    private static readonly FrozenSet<string> KnownErrors = FrozenSet.Create(
        StringComparer.Ordinal,
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope");

    private readonly HttpMessageInvoker _open = new(Handler(connect, guarded: false));
    private readonly HttpMessageInvoker _guarded = new(Handler(connect, guarded: true));

    /// <param name="client">With a secret.</param>
    public async Task<TokenAnswer> AskAsync(OAuthClient client)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var request = Request(client);
        try
        {
            using var response = await (client.Guarded ? _guarded : _open).SendAsync(request, limit.Token);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, limit.Token);
            return Read(response, await response.Content.ReadAsByteArrayAsync(limit.Token));
        }
        catch (Exception fault)
        {
            if (AddressRefusedException.IsCauseOf(fault))
                return new TokenAnswer(null, TokenFault.NotAllowed, "the token endpoint's address is not allowed (Network:AllowedHosts, Network:AllowPrivateNetwork)");
            if (fault is OperationCanceledException)
                return new TokenAnswer(null, TokenFault.Unreachable, "the token endpoint did not answer in time");
            var why = connect.ProxyProblem(fault, request.RequestUri!) is { } problem ? $": {problem}" : "";
            return new TokenAnswer(null, TokenFault.Unreachable, $"the token endpoint cannot be reached{why}");
        }
    }

    public void Dispose()
    {
        _open.Dispose();
        _guarded.Dispose();
    }

    // Asked seldom, so that each time is a new connection, to an address allowed at that time.
    private static SocketsHttpHandler Handler(UpstreamConnect connect, bool guarded)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.Zero,
        };
        connect.Apply(handler, guarded);
        return handler;
    }

    private static HttpRequestMessage Request(OAuthClient client)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "client_credentials"),
            new("client_id", client.ClientId),
            new("client_secret", client.ClientSecret!.Reveal()),
        };
        if (client.Scope.Length > 0)
            fields.Add(new("scope", client.Scope));
        var request = new HttpRequestMessage(HttpMethod.Post, client.TokenUrl) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private TokenAnswer Read(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        JsonValue.TryReadObject(body, out var answer);
        if (status is not (>= 200 and < 300))
        {
            var error = answer["error"u8].AsString();
            var word = error is not null && KnownErrors.Contains(error) ? $" ({error})" : "";
            return new TokenAnswer(null, status is >= 500 or 408 or 429 ? TokenFault.Unreachable : TokenFault.Refused, $"the token endpoint answered {status}{word}");
        }

        var token = answer["access_token"u8].AsNonEmptyString();
        if (token is null || token.Any(c => c is <= ' ' or > '~'))
            return new TokenAnswer(null, TokenFault.Refused, $"the token endpoint answered {status} without a usable access_token");
        var life = Life(answer["expires_in"u8]);
        var early = life / 5 < EarliestRefresh ? life / 5 : EarliestRefresh;
        return new TokenAnswer(new AccessToken(new Secret(token), clock.After(life), clock.After(life - early)));
    }

    // Some write the number as text.
    private static TimeSpan Life(JsonValue expiresIn)
    {
        var seconds = expiresIn.AsInteger() ?? (long.TryParse(expiresIn.AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var written) ? written : null as long?);
        return seconds is { } known ? TimeSpan.FromSeconds(Math.Clamp(known, 0, (long)LongestLife.TotalSeconds)) : AssumedLife;
    }
}
