using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Providers;

internal static class ProviderEndpoints
{
    public static void MapProviderManagement(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/providers").WithTags("Providers");
        MapReads(group);
        group.MapPost("", CreateAsync)
            .Writes(ProviderOperations.Create).AcceptsBody<NewProviderBodyDto>()
            .WithEntityTag().WithSummary("Add a provider")
            .WithDescription("It is in force when the answer comes. Keys, client secrets and header values are encrypted at rest and never told again; a value such as env:NAME is taken as it stands.")
            .WithExample("""{ "name": "anthropic-eu", "type": "anthropic", "baseUrl": "https://llm.example.com", "apiKeys": [{ "value": "sk-example-key" }], "timeouts": { "firstByteSeconds": 120 } }""")
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/from-preset", CreateFromPresetAsync)
            .Writes(ProviderOperations.CreateFromPreset).AcceptsBody<PresetBodyDto>()
            .WithEntityTag().WithSummary("Add a provider from a preset")
            .WithDescription("Every field of a new provider can be given as well and takes the place of the preset's.")
            .WithExample("""{ "preset": "openrouter", "apiKey": "sk-example-key" }""")
            .ProducesProblem(StatusCodes.Status409Conflict);
        MapChanges(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync).Reads(ProviderOperations.List)
            .WithSummary("All server-wide providers, of configuration and store, by name");
        group.MapGet("/{name}", FindAsync).Reads(ProviderOperations.Get)
            .WithEntityTag().WithSummary("One provider")
            .WithDescription("One of the store comes with an ETag.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/presets", () => TypedResults.Ok(ProviderPresetViews.All)).Reads(ProviderOperations.ListPresets)
            .WithSummary("Well-known providers that can be added by name");
    }

    private static void MapChanges(RouteGroupBuilder group)
    {
        group.MapPut("/{name}", UpdateAsync)
            .Writes(ProviderOperations.Update).AcceptsBody<ProviderBodyDto>()
            .WithEntityTag().WithSummary("Change a provider of the store")
            .WithDescription("A JSON merge patch: what is absent stays, null goes back to the default, objects are merged. Keys and headers are given whole: null keeps all keys (an empty list removes them), and in headers the stored value. Running requests go on as they began. When the type or the host changes, every secret must be given anew. If-Match is honoured.")
            .WithExample("""{ "displayName": "Anthropic (EU)", "apiKeys": [{ "value": "sk-example-key" }] }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{name}", DeleteAsync)
            .Writes(ProviderOperations.Delete)
            .WithSummary("Remove a provider of the store")
            .WithDescription("Running requests finish. The secrets it brought go with it.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<Page<ProviderDto>>> ListAsync(string? limit, string? cursor, ProviderQueries providers, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await providers.PageAsync(context.Caller(), limit, cursor, cancellation));

    private static async Task<Ok<ProviderDto>> FindAsync(
        string name,
        [Description("config or store, where both have one of the name; the one that serves when absent.")] string? source,
        ProviderQueries providers,
        HttpContext context,
        CancellationToken cancellation) =>
        (await providers.FindAsync(context.Caller(), name, source, cancellation)).Ok(context);

    private static async Task<Created<ProviderDto>> CreateAsync(ProviderChanges providers, HttpContext context, CancellationToken cancellation)
    {
        var made = await providers.CreateAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return made.Created($"providers/{made.Value.Name}", context);
    }

    private static async Task<Created<ProviderDto>> CreateFromPresetAsync(ProviderChanges providers, HttpContext context, CancellationToken cancellation)
    {
        var made = await providers.CreateFromPresetAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return made.Created($"providers/{made.Value.Name}", context);
    }

    private static async Task<Ok<ProviderDto>> UpdateAsync(
        string name,
        [Description("store: the stored one, although the configuration has one of the name.")] string? source,
        ProviderChanges providers,
        HttpContext context,
        CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return (await providers.UpdateAsync(context.Caller(), new ProviderPlace(name, source), EntityTag.Expected(context.Request), body, cancellation)).Ok(context);
    }

    private static async Task<NoContent> DeleteAsync(
        string name,
        [Description("store: the stored one, although the configuration has one of the name.")] string? source,
        ProviderChanges providers,
        HttpContext context,
        CancellationToken cancellation)
    {
        await providers.DeleteAsync(context.Caller(), new ProviderPlace(name, source), EntityTag.Expected(context.Request), cancellation);
        return TypedResults.NoContent();
    }
}
