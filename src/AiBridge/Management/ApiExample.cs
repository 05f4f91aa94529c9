using System.Diagnostics.CodeAnalysis;

namespace AiBridge.Management;

/// <summary>A request body, and what is answered to it, for the API document. Tests send the one and compare the other.</summary>
/// <param name="Request">JSON; null for an endpoint without a body.</param>
/// <param name="Answer">JSON of the success; null without a body.</param>
internal sealed record ApiExample(string? Request, string? Answer);

internal static class ApiExamples
{
    /// <summary>A content type that the document does not tell.</summary>
    public const string AnyType = "*/*";

    public static TBuilder WithExample<TBuilder>(
        this TBuilder endpoint,
        [StringSyntax(StringSyntaxAttribute.Json)] string? request = null,
        [StringSyntax(StringSyntaxAttribute.Json)] string? answer = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ApiExample(request, answer));

    /// <summary>An endpoint that reads a JSON object of this shape.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isOptional">It also serves requests without a body.</param>
    public static RouteHandlerBuilder AcceptsBody<TBody>(this RouteHandlerBuilder endpoint, bool isOptional = false)
        where TBody : notnull => endpoint
        // Any other type must arrive too, to be refused as such: else the route would be looked for elsewhere, and not found.
        .Accepts<TBody>(isOptional, "application/json", AnyType)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
