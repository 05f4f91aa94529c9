using System.Collections.Frozen;
using System.Globalization;

namespace AiBridge.Protocols;

/// <summary>Our class for a provider's error code.</summary>
internal static class ErrorClasses
{
    private static readonly FrozenDictionary<string, ErrorClass> ByCode = new Dictionary<string, ErrorClass>
    {
        ["overloaded_error"] = ErrorClass.Overloaded,
        ["overloaded"] = ErrorClass.Overloaded,
        ["server_is_overloaded"] = ErrorClass.Overloaded,
        ["slow_down"] = ErrorClass.Overloaded,
        ["service_unavailable"] = ErrorClass.Overloaded,
        ["service_unavailable_error"] = ErrorClass.Overloaded,
        ["rate_limit_error"] = ErrorClass.RateLimited,
        ["rate_limit_exceeded"] = ErrorClass.RateLimited,
        ["insufficient_quota"] = ErrorClass.RateLimited,
        ["billing_error"] = ErrorClass.RateLimited,
        ["api_error"] = ErrorClass.ServerError,
        ["server_error"] = ErrorClass.ServerError,
        ["internal_server_error"] = ErrorClass.ServerError,
        ["invalid_request_error"] = ErrorClass.BadRequest,
        ["context_length_exceeded"] = ErrorClass.BadRequest,
        ["not_found_error"] = ErrorClass.BadRequest,
        ["model_not_found"] = ErrorClass.BadRequest,
        ["request_too_large"] = ErrorClass.BadRequest,
        ["authentication_error"] = ErrorClass.Unauthorized,
        ["invalid_api_key"] = ErrorClass.Unauthorized,
        ["permission_error"] = ErrorClass.Unauthorized,
        ["timeout_error"] = ErrorClass.Timeout,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The class of an error inside a stream, by the first of its code and type that is known; some gateways send a status as the code.</summary>
    public static ErrorClass OfCode(string? code, string? type)
    {
        if (code is not null && ByCode.TryGetValue(code, out var byCode))
            return byCode;
        if (type is not null && ByCode.TryGetValue(type, out var byType))
            return byType;
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600
            ? AnswerStatus.Of(status).Error!.Value
            : ErrorClass.StreamError;
    }
}
