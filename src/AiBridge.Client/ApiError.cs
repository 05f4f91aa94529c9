using System.Text.Json;
using AiBridge.Contracts;

namespace AiBridge.Client;

/// <summary>Makes exceptions of answers.</summary>
internal static class ApiError
{
    private const string RequestId = "X-AiBridge-Request-Id";
    private const int MostBytes = 1024 * 1024;

    /// <summary>The problem (RFC 9457) that an answer is; also of one that is none.</summary>
    public static async Task<AiBridgeException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var problem = await ProblemAsync(response, cancellation).ConfigureAwait(false);
        return new AiBridgeException(problem?.Detail ?? problem?.Title ?? $"The bridge answered {(int)response.StatusCode} {response.ReasonPhrase}.")
        {
            Code = problem?.Code ?? Header(response, "X-AiBridge-Error") ?? AiBridgeException.InvalidAnswer,
            Status = response.StatusCode,
            Errors = problem?.Errors ?? [],
            Parameter = problem?.Parameter,
            Dependents = problem?.Dependents,
            RequestId = Header(response, RequestId),
            InterceptionId = Interception(response),
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    /// <summary>A good answer that is not what was asked for: another server stands there.</summary>
    public static AiBridgeException Unreadable(HttpResponseMessage response, Exception? fault) => new("The answer is not one of a bridge.", fault)
    {
        Status = response.StatusCode,
        RequestId = Header(response, RequestId),
    };

    /// <summary>A stream that said itself that it failed, or ended without its last event.</summary>
    public static AiBridgeException InStream(HttpResponseMessage response, string code, string message) => new(message)
    {
        Code = code,
        Status = response.StatusCode,
        RequestId = Header(response, RequestId),
        InterceptionId = Interception(response),
    };

    private static async Task<ProblemBody?> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            await response.Content.LoadIntoBufferAsync(MostBytes, cancellation).ConfigureAwait(false);
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), ApiJson.Type<ProblemBody>());
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static Guid? Interception(HttpResponseMessage response) => Guid.TryParse(Header(response, "X-AiBridge-Interception-Id"), out var id) ? id : null;

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>What a problem document says.</summary>
internal sealed record ProblemBody(string? Title, string? Detail, string? Code, string? Parameter, IReadOnlyList<FieldProblem>? Errors, JsonElement? Dependents);
