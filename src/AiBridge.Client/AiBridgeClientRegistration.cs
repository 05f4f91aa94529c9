using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AiBridge.Client;

public static class AiBridgeClientRegistration
{
    /// <summary>The assembly whose handlers repeat requests and end them after some seconds.</summary>
    private const string Resilience = "Microsoft.Extensions.Http.Resilience";

    /// <summary>Adds <see cref="AiBridgeClient"/>.</summary>
    /// <param name="services">Where.</param>
    /// <param name="configure">Address and token.</param>
    /// <returns>
    /// The <see cref="HttpClient"/> of ordinary calls, to add resilience to. Chats and streams have another one (<see cref="AiBridgeClient.StreamsClientName"/>), where handlers of
    /// <c>Microsoft.Extensions.Http.Resilience</c> are taken out, also those that an application gives to all of its clients: a chat that is repeated is paid for twice.
    /// </returns>
    public static IHttpClientBuilder AddAiBridgeClient(this IServiceCollection services, Action<AiBridgeClientOptions> configure)
    {
        services.AddOptions<AiBridgeClientOptions>().Configure(configure);
        services.TryAddSingleton(provider => New(provider.GetRequiredService<IOptions<AiBridgeClientOptions>>().Value, provider.GetRequiredService<IHttpClientFactory>()));
        services.AddHttpClient(AiBridgeClient.StreamsClientName).WithoutLimits()
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) =>
            {
                foreach (var handler in handlers.Where(handler => handler.GetType().Assembly.GetName().Name == Resilience).ToList())
                    handlers.Remove(handler);
            });
        return services.AddHttpClient(AiBridgeClient.CallsClientName).WithoutLimits();
    }

    private static AiBridgeClient New(AiBridgeClientOptions options, IHttpClientFactory clients) =>
        new(options, () => clients.CreateClient(AiBridgeClient.CallsClientName), () => clients.CreateClient(AiBridgeClient.StreamsClientName));

    private static IHttpClientBuilder WithoutLimits(this IHttpClientBuilder client) => client
        .ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler(static (handler, _) => Connections.Set(handler));
}
