using AiBridge.Exchanges;
using AiBridge.Providers;

namespace AiBridge.Routing;

/// <summary>One line for each request of a provider, once it is over. Nothing in it is of the client's choosing, and of a credential there is the masked hint.</summary>
internal sealed partial class RequestLog
{
    private readonly ILogger<RequestLog> _logger;
    private readonly Action<Exchange, ExchangeOutcome> _onClosed;

    public RequestLog(ILogger<RequestLog> logger) => (_logger, _onClosed) = (logger, Write);

    public void Follow(Exchange exchange)
    {
        if (_logger.IsEnabled(LogLevel.Information))
            exchange.OnClosed(_onClosed);
    }

    /// <summary>One that was turned away before anything was kept of it. Callers are known by then: strangers write no lines, or they could fill a disk.</summary>
    /// <param name="provider">Whose it would have been.</param>
    /// <param name="error">What the caller was told.</param>
    /// <param name="status">With which status, which differs by family.</param>
    public void Refused(ProviderInstance provider, BridgeError error, int status) => Log.Refused(_logger, provider.Name, error.Code, status);

    private void Write(Exchange exchange, ExchangeOutcome outcome)
    {
        var (provider, route, elapsed) = (exchange.Provider.Name, exchange.Route.Pattern, (long)exchange.Elapsed.TotalMilliseconds);
        var (status, kind) = (EnumWord.Of(outcome.Status), EnumWord.Of(exchange.CredentialKind));
        if (exchange.Route.Bridged)
            Log.Ended(_logger, provider, route, status, outcome.HttpStatus, elapsed, kind, exchange.CredentialHint, exchange.Id);
        else
            Log.PassedThrough(_logger, provider, route, status, outcome.HttpStatus, elapsed, kind, exchange.CredentialHint);
    }

    private static partial class Log
    {
        [LoggerMessage(1502, LogLevel.Information, "{Provider}: refused with {HttpStatus} {Code}")]
        public static partial void Refused(ILogger logger, string provider, string code, int httpStatus);

        [LoggerMessage(1500, LogLevel.Information, "{Provider} {Route}: {Status} {HttpStatus} in {DurationMs} ms with {CredentialKind} {CredentialHint}, interception {InterceptionId}")]
        public static partial void Ended(
            ILogger logger, string provider, string route, string status, int? httpStatus, long durationMs, string credentialKind, string? credentialHint, Guid interceptionId);

        [LoggerMessage(1501, LogLevel.Information, "{Provider} {Route}: {Status} {HttpStatus} in {DurationMs} ms with {CredentialKind} {CredentialHint}, passed through")]
        public static partial void PassedThrough(
            ILogger logger, string provider, string route, string status, int? httpStatus, long durationMs, string credentialKind, string? credentialHint);
    }
}
