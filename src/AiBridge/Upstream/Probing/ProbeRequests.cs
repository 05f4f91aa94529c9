using System.Net;
using System.Net.Http.Headers;
using AiBridge.Providers;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace AiBridge.Upstream.Probing;

/// <summary>The smallest requests that a type's upstream answers; they carry no credential yet.</summary>
internal static class ProbeRequests
{
    /// <summary>Where its models are listed: the type's own way, then what else it has.</summary>
    public static IEnumerable<string> ListTargets(ProviderType type) => type.Routes
        .Where(rule => !rule.Bridged && (rule.Path.EndsWith("/models", StringComparison.Ordinal) || rule.Path == "/api/tags"))
        .Select(rule => rule.Path + type.Family.ModelListQuery);

    /// <param name="provider">Whose.</param>
    /// <param name="target">One of <see cref="ListTargets"/>.</param>
    /// <param name="version">The bridge's, where it asks by itself; null when somebody has it ask.</param>
    public static HttpRequestMessage List(ProviderInstance provider, string target, string? version = null) => Make(HttpMethod.Get, provider, target, version);

    /// <summary>One token of the model, over the type's main protocol.</summary>
    public static HttpRequestMessage AskModel(ProviderInstance provider, string model)
    {
        var rule = provider.Type.Routes.First(rule => rule.Bridged);
        var probe = rule.Protocol!.WriteProbe(rule.Path, model, provider.Type.OutputLimit);
        var request = Make(HttpMethod.Post, provider, probe.Target);
        request.Content = new ByteArrayContent(probe.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return request;
    }

    private static HttpRequestMessage Make(HttpMethod method, ProviderInstance provider, string target, string? version = null)
    {
        var request = new HttpRequestMessage(method, provider.BaseUrl + target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AiBridge", version));
        if (provider.Type.Family.RequiredHeader is { } header)
            request.Headers.Add(header.Name, header.Value);
        ConfiguredHeaders.AddTo(request, provider);
        ConfiguredHeaders.Set(request, HeaderNames.AcceptEncoding, "identity");
        return request;
    }
}
