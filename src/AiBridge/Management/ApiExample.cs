using System.Diagnostics.CodeAnalysis;

namespace AiBridge.Management;

/// <summary>A request body, and what is answered to it, for the API document. Tests send the one and compare the other.</summary>
/// <param name="Request">JSON; null for an endpoint without a body.</param>
/// <param name="Answer">JSON of the success; null without a body.</param>
internal sealed record ApiExample(string? Request, string? Answer);

internal static class ApiExamples
{
    public static TBuilder WithExample<TBuilder>(
        this TBuilder endpoint,
        [StringSyntax(StringSyntaxAttribute.Json)] string? request = null,
        [StringSyntax(StringSyntaxAttribute.Json)] string? answer = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ApiExample(request, answer));

    /// <summary>An endpoint that reads a JSON object of this shape.</summary>
    public static RouteHandlerBuilder AcceptsBody<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull => endpoint
        .Accepts<TBody>("application/json")
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
