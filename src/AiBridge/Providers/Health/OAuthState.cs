using AiBridge.Secrets;

namespace AiBridge.Providers.Health;

/// <summary>An access token of an upstream.</summary>
/// <param name="Value">Never shown.</param>
/// <param name="ExpiresAt">Timestamp: it is not sent from then on.</param>
/// <param name="RefreshAt">Timestamp: the next one is fetched from then on, while this one is still sent.</param>
internal sealed record AccessToken(Secret Value, long ExpiresAt, long RefreshAt);

/// <summary>Why there is no token.</summary>
internal enum TokenFault
{
    /// <summary>The token endpoint does not give this client one.</summary>
    Refused,

    /// <summary>It did not answer, or failed; it may next time.</summary>
    Unreachable,

    /// <summary>It lies where the server lets no provider point.</summary>
    NotAllowed,
}

/// <summary>What came of asking for a token: the token, or why there is none.</summary>
/// <param name="Token">Null without one.</param>
/// <param name="Fault">Null with one.</param>
/// <param name="Problem">The fault in words, free of secrets.</param>
internal sealed record TokenAnswer(AccessToken? Token, TokenFault? Fault = null, string? Problem = null);

/// <summary>How an OAuth provider stands; the contract's words, lower_snake.</summary>
internal enum OAuthStatus
{
    /// <summary>No request has needed a token yet.</summary>
    Unused,
    Valid,
    Expired,

    /// <summary>There is no token that could be sent, and the last attempt to get one failed.</summary>
    Failed,
}

/// <summary>An OAuth provider's state as it is told.</summary>
internal sealed record OAuthReport(OAuthStatus State, DateTimeOffset? ExpiresAt, string? LastError);

/// <summary>The access token of one provider with one client, and the fetching of the next: one at a time, shared by all who wait.</summary>
internal sealed class OAuthState(TimeProvider clock)
{
    private const int MostCallers = 1_000;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>A caller whose calls are refused with a new token too has only that much of a claim to another.</summary>
    private static readonly TimeSpan PauseAfterRenewal = TimeSpan.FromMinutes(1);

    private readonly LruCache<string, long> _renewals = new(MostCallers, PauseAfterRenewal, clock);

    private readonly Lock _change = new();
    private Task<TokenAnswer>? _fetch;
    private long _pauseEnds = Timestamps.Past;
    private volatile AccessToken? _token;
    private volatile TokenAnswer? _failure;

    /// <summary>The last one; perhaps expired.</summary>
    public AccessToken? Token => _token;

    /// <summary>The token that can be sent; null without one.</summary>
    public AccessToken? Good => _token is { } token && token.ExpiresAt > clock.GetTimestamp() ? token : null;

    /// <summary>Whether the token shall be replaced ahead of its time: not at once again after that has failed.</summary>
    public bool IsDue()
    {
        lock (_change)
            return _fetch is null && _token is { } token && clock.GetTimestamp() is var now && token.RefreshAt <= now && _pauseEnds <= now;
    }

    /// <summary>The fetch that is under way, or a new one. Goes on when a caller stops waiting.</summary>
    /// <param name="stale">The token that will not do; if another one has come meanwhile, that is the answer.</param>
    /// <param name="fetch">Should it throw, that is a fault like any other.</param>
    public Task<TokenAnswer> FetchAsync(AccessToken? stale, Func<Task<TokenAnswer>> fetch)
    {
        TaskCompletionSource<TokenAnswer> made;
        lock (_change)
        {
            if (_fetch is not null)
                return _fetch;
            if (_token is { } token && token != stale)
                return Task.FromResult(new TokenAnswer(token));
            made = new TaskCompletionSource<TokenAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _fetch = made.Task;
        }

        _ = RunAsync(fetch, made);
        return made.Task;
    }

    /// <summary>
    /// Whether the caller, to whom the upstream refused a token, may have another one fetched. It may have been withdrawn before its
    /// time, or the caller's request be to blame: so the others go on with it meanwhile, and a caller for whom a new one has changed
    /// nothing gets no further ones for a while.
    /// </summary>
    public bool MayRenew(string caller)
    {
        if (_renewals.TryGet(caller, out var until) && until > clock.GetTimestamp())
            return false;
        _renewals.Set(caller, clock.After(PauseAfterRenewal));
        return true;
    }

    /// <summary>With the new one the caller's call was not refused.</summary>
    public void Renewed(string caller) => _renewals.Remove(caller);

    public OAuthReport Report()
    {
        var (token, failure) = (_token, _failure);
        var standing = Good is not null ? OAuthStatus.Valid
            : failure is not null ? OAuthStatus.Failed
            : token is not null ? OAuthStatus.Expired
            : OAuthStatus.Unused;
        return new OAuthReport(standing, token is null ? null : clock.WallTime(token.ExpiresAt), failure?.Problem);
    }

    private async Task RunAsync(Func<Task<TokenAnswer>> fetch, TaskCompletionSource<TokenAnswer> made)
    {
        var answer = await AnswerAsync(fetch);
        lock (_change)
        {
            _fetch = null;
            _token = answer.Token ?? _token;
            _failure = answer.Token is null ? answer : null;
            _pauseEnds = answer.Token is null ? clock.After(PauseAfterFailure) : Timestamps.Past;
        }

        made.SetResult(answer);
    }

    // Else nobody who waits would ever be told, and nobody would try again.
    private static async Task<TokenAnswer> AnswerAsync(Func<Task<TokenAnswer>> fetch)
    {
        try
        {
            return await fetch();
        }
        catch (Exception failure)
        {
            return new TokenAnswer(null, TokenFault.Unreachable, $"the fetching failed inside the bridge ({failure.GetType().Name})");
        }
    }
}
