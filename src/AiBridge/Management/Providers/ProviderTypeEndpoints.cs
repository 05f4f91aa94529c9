using AiBridge.Management.Access;
using AiBridge.Providers;
using AiBridge.Providers.Queries;

namespace AiBridge.Management.Providers;

internal static class ProviderTypeEndpoints
{
    public static void MapProviderTypes(this RouteGroupBuilder api) => api
        .MapGroup("/provider-types").WithTags("Providers")
        .MapGet("", () => TypedResults.Ok(ProviderTypeViews.All)).Reads(ProviderOperations.ListTypes)
        .WithSummary("The provider types, and every setting of a provider")
        .WithDescription("Forms, schemas and clients can be made of it: a setting that is added later appears by itself.");
}
