using System.Text.Json;
using AiBridge.Projects;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiBridge.Management;

/// <summary>The OpenAPI document: what ASP.NET finds out by itself, and what it cannot know.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string Bearer = "bearer";
    private const string OwnHeader = "bridgeToken";

    /// <summary>Parameters are read as text, so that a bad one is named in the answer; this is what the text must be.</summary>
    private static readonly Dictionary<string, OpenApiSchema> Formats = new()
    {
        ["startedAfter"] = new() { Type = JsonSchemaType.String, Format = "date-time" },
        ["startedBefore"] = new() { Type = JsonSchemaType.String, Format = "date-time" },
        ["from"] = new() { Type = JsonSchemaType.String, Format = "date-time" },
        ["to"] = new() { Type = JsonSchemaType.String, Format = "date-time" },
        ["limit"] = new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200" },
    };

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            ApiSchemas.Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(ApiSchemas.Describe);
    });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AiBridge",
            Version = "v1",
            Description = "What the bridge recorded, and what it is told: projects, tokens, secrets, providers. Times are ISO 8601 in UTC; lists are paged by an opaque cursor; errors are problem documents with a code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A bridge token, aib_…" },
            [OwnHeader] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-AiBridge-Token",
                Description = "A bridge token, aib_…",
            },
        };
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In != ParameterLocation.Header) ?? [])
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            if (Formats.TryGetValue(parameter.Name, out var schema))
                parameter.Schema = schema;
            else if (parameter.Name == "id" && context.Description.RelativePath!.Contains("interceptions", StringComparison.Ordinal))
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }

        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<Operation>().Any())
        {
            operation.Security = [];
            return;
        }

        ApiOperations.Describe(operation, context);
        operation.Security = [Requirement(Bearer, context.Document), Requirement(OwnHeader, context.Document)];
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument? document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
