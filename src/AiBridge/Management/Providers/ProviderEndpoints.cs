using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Providers;

internal static class ProviderEndpoints
{
    public static void MapProviderManagement(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/providers").WithTags("Providers");
        MapReads(group);
        group.MapPost("", (HttpContext context, ProviderWrites writes, CancellationToken cancellation) => writes.CreateAsync(context, fromPreset: false, cancellation))
            .Writes(PermissionNames.WriteProviders, serverScope: true).AcceptsBody<NewProviderBodyDto>()
            .WithName("createProvider").WithEntityTag().WithSummary("Add a provider")
            .WithDescription("It is in force when the answer comes. Keys, client secrets and header values are encrypted at rest and never told again; a value such as env:NAME is taken as it stands.")
            .WithExample("""{ "name": "anthropic-eu", "type": "anthropic", "baseUrl": "https://llm.example.com", "apiKeys": [{ "value": "sk-example-key" }], "timeouts": { "firstByteSeconds": 120 } }""")
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/from-preset", (HttpContext context, ProviderWrites writes, CancellationToken cancellation) => writes.CreateAsync(context, fromPreset: true, cancellation))
            .Writes(PermissionNames.WriteProviders, serverScope: true).AcceptsBody<PresetBodyDto>()
            .WithName("createProviderFromPreset").WithEntityTag().WithSummary("Add a provider from a preset")
            .WithDescription("Every field of a new provider can be given as well and takes the place of the preset's.")
            .WithExample("""{ "preset": "openrouter", "apiKey": "sk-example-key" }""")
            .ProducesProblem(StatusCodes.Status409Conflict);
        MapChanges(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync).RequirePermission(PermissionNames.ReadProviders)
            .WithName("listProviders").WithSummary("All server-wide providers, of configuration and store, by name");
        group.MapGet("/{name}", FindAsync).RequirePermission(PermissionNames.ReadProviders)
            .WithName("getProvider").WithEntityTag().WithSummary("One provider")
            .WithDescription("One of the store comes with an ETag.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/presets", Presets).RequirePermission(PermissionNames.ReadProviders)
            .WithName("listProviderPresets").WithSummary("Well-known providers that can be added by name");
    }

    private static void MapChanges(RouteGroupBuilder group)
    {
        group.MapPut("/{name}", UpdateAsync)
            .Writes(PermissionNames.WriteProviders, serverScope: true).AcceptsBody<ProviderBodyDto>()
            .WithName("updateProvider").WithEntityTag().WithSummary("Change a provider of the store")
            .WithDescription("What is absent stays, null goes back to the default (but keeps apiKeys; an empty list removes them). Running requests go on as they began. When the type or the host changes, every secret must be given anew. If-Match is honoured.")
            .WithExample("""{ "displayName": "Anthropic (EU)", "apiKeys": [{ "value": "sk-example-key" }] }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{name}", DeleteAsync)
            .Writes(PermissionNames.DeleteProviders, serverScope: true)
            .WithName("deleteProvider").WithSummary("Remove a provider of the store")
            .WithDescription("Running requests finish. The secrets it brought go with it.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<Page<ProviderDto>>> ListAsync(string? limit, string? cursor, ProviderListing listing, CancellationToken cancellation) =>
        TypedResults.Ok(await listing.PageAsync(limit, cursor, cancellation));

    private static async Task<Ok<ProviderDto>> FindAsync(
        string name,
        [Description("config or store, where both have one of the name; the one that serves when absent.")] string? source,
        ProviderListing listing,
        HttpContext context,
        CancellationToken cancellation)
    {
        var (view, version) = await listing.FindAsync(name, ProviderSource.Read(source), cancellation);
        if (version is { } stored)
            EntityTag.Set(context.Response, stored);
        return TypedResults.Ok(view);
    }

    private static Ok<Page<ProviderPresetDto>> Presets() => TypedResults.Ok(new Page<ProviderPresetDto>(
        [
            .. ProviderPresets.All.Select(preset => new ProviderPresetDto(
                preset.Name, preset.DisplayName, preset.Type, preset.BaseUrl, preset.Auth, preset.Description, preset.NeedsPrivateNetwork, preset.ByokOnly)),
        ],
        null));

    private static Task<Ok<ProviderDto>> UpdateAsync(
        string name,
        [Description("store: the stored one, although the configuration has one of the name.")] string? source,
        ProviderWrites writes,
        HttpContext context,
        CancellationToken cancellation) => writes.UpdateAsync(name, source, context, cancellation);

    private static Task<NoContent> DeleteAsync(
        string name,
        [Description("store: the stored one, although the configuration has one of the name.")] string? source,
        ProviderWrites writes,
        HttpContext context,
        CancellationToken cancellation) => writes.DeleteAsync(name, source, context, cancellation);
}
