using System.ComponentModel;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Upstream.Probing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Providers;

/// <summary>What an operator asks of a provider's upstream.</summary>
internal static class ProviderProbeEndpoints
{
    public static void MapProviderProbing(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/providers").WithTags("Providers");
        group.MapPost("/{name}/test", TestAsync)
            .Writes(PermissionNames.TestProviders, serverScope: true)
            .AcceptsBody<ProviderTestBodyDto>(isOptional: true)
            .WithName("testProvider").WithSummary("Call the provider's upstream once with each key")
            .WithDescription("The model list is asked for, which costs nothing; where there is none, the default model for one token. A model that is named is asked for one token itself. A failing upstream is a good answer with success false; a disabled provider can be tested. At most 15 seconds.")
            .WithExample("""{ "model": "claude-sonnet-4-5" }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{name}/models", ModelsAsync).RequirePermission(PermissionNames.ReadProviders)
            .WithName("listProviderModels").WithSummary("The models its upstream lists")
            .WithDescription("Asked of the upstream with the first key it takes, and kept for 60 seconds. 502 carries upstream_error, upstream_unreachable, upstream_not_allowed or no_upstream_credential.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status502BadGateway);
    }

    private static async Task<Ok<ProviderTestDto>> TestAsync(string name, ProviderListing listing, ProviderProbe probe, HttpContext context, CancellationToken cancellation)
    {
        var provider = await listing.ServingAsync(name, cancellation);
        context.Audit().Resource = $"providers/{provider.Name}";
        var model = await ModelAsync(context, cancellation);
        var report = await probe.TestAsync(provider, model, cancellation);
        return TypedResults.Ok(new ProviderTestDto(
            report.Success,
            (long)report.Latency.TotalMilliseconds,
            report.Model,
            report.Error,
            [.. report.Keys.Select(key => new ProviderTestKeyDto(key.Hint, key.Success, key.Error))]));
    }

    private static async Task<Ok<ProviderModelsDto>> ModelsAsync(string name, ProviderListing listing, ProviderProbe probe, CancellationToken cancellation)
    {
        var provider = await listing.ServingAsync(name, cancellation);
        try
        {
            var models = await probe.ListModelsAsync(provider, cancellation);
            return TypedResults.Ok(new ProviderModelsDto([.. models.Items.Select(model => new ProviderModelDto(model.Id, model.DisplayName, model.OwnedBy))], models.FetchedAt, models.Cached));
        }
        catch (ProviderProbeException failure)
        {
            throw new RefusedException(failure.Status, failure.Code, failure.Message);
        }
    }

    private static async Task<string?> ModelAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return null;
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var model = body.Text("model", 256);
        body.Finish();
        return model;
    }
}

internal sealed record ProviderTestBodyDto
{
    [Description("The model to ask for one token; absent: the model list is asked for.")]
    public string? Model { get; init; }
}

/// <param name="Success">Every key was taken; of a provider without keys, the upstream answered.</param>
/// <param name="LatencyMs">Milliseconds of the fastest good answer.</param>
/// <param name="Model">The model that was asked; null when only the list was.</param>
/// <param name="Error">A word and what it means; null when all went well.</param>
/// <param name="Keys">One a key, in order; none for a provider that sends none.</param>
internal sealed record ProviderTestDto(bool Success, long LatencyMs, string? Model, string? Error, IReadOnlyList<ProviderTestKeyDto> Keys);

/// <param name="Hint">The masked key.</param>
/// <param name="Success">The upstream took it and answered.</param>
/// <param name="Error">A word and what it means; null when all went well.</param>
internal sealed record ProviderTestKeyDto(string Hint, bool Success, string? Error);

/// <param name="Items">In the upstream's order.</param>
/// <param name="FetchedAt">When the upstream was asked.</param>
/// <param name="Cached">An earlier request asked it.</param>
internal sealed record ProviderModelsDto(IReadOnlyList<ProviderModelDto> Items, DateTimeOffset FetchedAt, bool Cached);

/// <param name="Id">What requests name it by.</param>
/// <param name="DisplayName">Null when the upstream gives none.</param>
/// <param name="OwnedBy">Null when the upstream does not say.</param>
internal sealed record ProviderModelDto(string Id, string? DisplayName, string? OwnedBy);
