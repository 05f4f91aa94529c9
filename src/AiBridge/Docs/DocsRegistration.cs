namespace AiBridge.Docs;

internal static class DocsRegistration
{
    public static IServiceCollection AddDocs(this IServiceCollection services) => services.AddSingleton<DocsSite>();

    /// <summary>Maps <c>/docs</c>: guides and the API reference, for everybody who reaches the bridge.</summary>
    public static void MapDocs(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapApiReference();
        endpoints.Map(DocsSite.Root + "/{**path}", (HttpContext context, DocsSite site) => site.Answer(context)).ExcludeFromDescription();
    }
}
