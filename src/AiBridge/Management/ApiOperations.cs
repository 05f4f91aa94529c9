using System.Globalization;
using System.Text.Json.Nodes;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace AiBridge.Management;

/// <summary>What ASP.NET cannot know of an operation: its permission, its examples, and what its problems look like.</summary>
internal static class ApiOperations
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private const string PermissionExtension = "x-permission";

    private static readonly Dictionary<string, (string Code, string Detail)> Problems = new()
    {
        ["400"] = ("invalid_request", "name must be 1 to 64 characters long and not blank"),
        ["401"] = ("unauthorized", "A valid bridge token is needed: Authorization: Bearer aib_… or X-AiBridge-Token."),
        ["403"] = ("forbidden", "The token lacks the permission providers:Write."),
        ["404"] = ("not_found", "There is no provider anthropic-eu."),
        ["409"] = ("provider_exists", "There is a provider anthropic-eu already."),
        ["412"] = ("precondition_failed", "It was changed since it was read; read it again and repeat the change on that."),
        ["413"] = ("request_too_large", "The body must not be larger than 262144 bytes."),
        ["415"] = ("unsupported_media_type", "The body must be application/json."),
        ["429"] = ("rate_limited", "AiBridge: 60 requests per minute of this token are used up. Try again in 12 s"),
        ["500"] = ("internal_error", "The request failed inside the bridge; its log says why."),
        ["502"] = ("upstream_unreachable", "The upstream of provider anthropic-eu cannot be reached."),
        ["504"] = ("upstream_timeout", "AiBridge: the upstream of provider \"anthropic-eu\" did not answer in time"),
        ["503"] = (StoreFailures.Code, "The database is locked, or cannot be read or written now; nothing was changed. Try again."),
    };

    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Operation>().LastOrDefault() is { } required)
        {
            operation.Description = $"{operation.Description} Needs {required.Needs}.".TrimStart();
            // Null where any valid token will do.
            (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())[PermissionExtension] = new JsonNodeExtension(required.Permission.Length > 0 ? JsonValue.Create(required.Permission) : JsonNullSentinel.JsonNull);
        }

        var example = metadata.OfType<ApiExample>().LastOrDefault();
        if (operation.RequestBody is OpenApiRequestBody body)
        {
            body.Required = !metadata.OfType<IAcceptsMetadata>().Any(accepts => accepts.IsOptional);
            body.Content?.Remove(ApiExamples.AnyType);
            Describe(body, example);
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            Describe(status, response, example);
            AddHeaders(status, (OpenApiResponse)response, metadata.OfType<EntityTagMark>().Any());
        }

        if (operation.Responses?.ContainsKey("412") == true)
            (operation.Parameters ??= []).Add(IfMatch());
    }

    private static void AddHeaders(string status, OpenApiResponse response, bool tagged)
    {
        if (status == "201")
            AddHeader(response, "Location", "Where it is.");
        if (status == "503")
            AddHeader(response, "Retry-After", "Seconds after which another try is worth it.");
        if (tagged && status[0] == '2')
            AddHeader(response, "ETag", "Its version, for If-Match. Not sent for what the configuration has.");
    }

    private static void AddHeader(OpenApiResponse response, string name, string description) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiParameter IfMatch() => new()
    {
        Name = "If-Match",
        In = ParameterLocation.Header,
        Description = "The ETag of the version the change is meant for; another answers 412. Without it the last change wins.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Describe(OpenApiRequestBody body, ApiExample? example)
    {
        if (example?.Request is { } text && Media(body.Content, Json) is { } media)
            media.Example = JsonNode.Parse(text);
    }

    private static void Describe(string status, IOpenApiResponse response, ApiExample? example)
    {
        if (Media(response.Content, Problem) is { } problem && Problems.TryGetValue(status, out var words))
            problem.Example = Of(int.Parse(status, CultureInfo.InvariantCulture), words.Code, words.Detail);
        else if (status[0] == '2' && example?.Answer is { } text && Media(response.Content, Json) is { } media)
            media.Example = JsonNode.Parse(text);
    }

    private static OpenApiMediaType? Media(IDictionary<string, OpenApiMediaType>? content, string type) =>
        content is not null && content.TryGetValue(type, out var media) ? media : null;

    private static JsonObject Of(int status, string code, string detail) => new()
    {
        ["type"] = "about:blank",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["detail"] = detail,
        ["code"] = code,
    };
}
