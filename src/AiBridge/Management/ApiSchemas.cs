using System.Text.Json.Nodes;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Contracts.Records;
using AiBridge.Management.Providers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiBridge.Management;

/// <summary>Makes the schemas say what answers keep: every key is there, and null only where a value may be unknown.</summary>
internal static class ApiSchemas
{
    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        // Our own converter hides from the generator that a time is text.
        if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(DateTimeOffset?))
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (context.JsonPropertyInfo is { IsGetNullable: false })
            schema.Type &= ~JsonSchemaType.Null;
        // Generics carry no word on nullable values.
        if (context.JsonPropertyInfo is { } property && (property.DeclaringType == typeof(UsageDto) || property.DeclaringType == typeof(ProviderFields)) && schema.AdditionalProperties is OpenApiSchema value)
            value.Type |= JsonSchemaType.Null;
        // Any fields; without a word clients are generated that allow none.
        if (type == typeof(JsonObject))
            schema.AdditionalProperties = new OpenApiSchema();
        ProviderSchemas.Describe(schema, context);
        if (type == typeof(ProblemDetails))
            DescribeProblem(schema);
        else if (IsAnswer(type) && schema.Properties is { Count: > 0 } properties)
            schema.Required = properties.Keys.ToHashSet();
        return Task.CompletedTask;
    }

    /// <summary>What only the finished schemas can be told.</summary>
    public static void Describe(OpenApiDocument document)
    {
        if (document.Components?.Schemas is not { } schemas)
            return;
        ProviderSchemas.DescribeBodies(schemas);
        // Where null is a choice beside another schema, the words stand in that choice, where few look.
        foreach (var field in schemas.Values.SelectMany(schema => schema.Properties?.Values ?? []).OfType<OpenApiSchema>().Where(field => field is { OneOf.Count: 2, Description: null }))
            field.Description = field.OneOf![1].Description;
    }

    // What comes in says itself what must be there; settings come in and go out.
    private static bool IsAnswer(Type type) =>
        (IsIn(type, typeof(ApiSchemas)) || IsIn(type, typeof(FieldProblem))) && !type.Name.EndsWith("BodyDto", StringComparison.Ordinal) && !type.Name.EndsWith("RequestDto", StringComparison.Ordinal) && !ProviderSchemas.IsWritten(type);

    private static bool IsIn(Type type, Type home) => type.Namespace?.StartsWith(home.Namespace!, StringComparison.Ordinal) == true;

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "RFC 9457.";
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "What went wrong, as a word: unauthorized, forbidden, invalid_request, not_found, internal_error …",
        };
        schema.Properties["parameter"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The parameter at fault; only with invalid_request." };
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Every fault of the body, or of the provider; only with invalid_request and provider_faulty.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["field"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its path in the body." },
                    ["problem"] = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        };
        schema.Properties["dependents"] = new OpenApiSchema { Description = "What stands in the way; only with project_has_dependents (counts) and secret_in_use (a list)." };
        schema.Required = new HashSet<string> { "status", "detail", "code" };
    }
}
