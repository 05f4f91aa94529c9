using AiBridge.Contracts.Providers;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Providers.Queries;
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
            .Writes(ProviderOperations.Test)
            .AcceptsBody<ProviderTestBodyDto>(isOptional: true)
            .WithSummary("Call the provider's upstream once with each key")
            .WithDescription("The model list is asked for, which costs nothing; where there is none, the default model for one token. A model that is named is asked for one token itself. A failing upstream is a good answer with success false; a disabled provider can be tested. At most 15 seconds.")
            .WithExample("""{ "model": "claude-sonnet-4-5" }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{name}/models", ModelsAsync).Reads(ProviderOperations.ListModels)
            .WithSummary("The models its upstream lists")
            .WithDescription("Asked of the upstream with the first key it takes, and kept for 60 seconds. 502 carries upstream_error, upstream_unreachable, upstream_not_allowed or no_upstream_credential.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status502BadGateway);
    }

    private static async Task<Ok<ProviderTestDto>> TestAsync(string name, ProviderQueries providers, ProviderProbe probe, HttpContext context, CancellationToken cancellation)
    {
        var provider = await providers.ServingAsync(context.Caller(), ProviderOperations.Test, name, cancellation);
        context.Audit().Resource = $"providers/{provider.Name}";
        var model = await ModelAsync(context, cancellation);
        return TypedResults.Ok((await probe.TestAsync(provider, model, cancellation)).ToDto());
    }

    private static async Task<Ok<ProviderModelsDto>> ModelsAsync(string name, ProviderQueries providers, ProviderProbe probe, HttpContext context, CancellationToken cancellation)
    {
        var provider = await providers.ServingAsync(context.Caller(), ProviderOperations.ListModels, name, cancellation);
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
