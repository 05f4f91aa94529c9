using AiBridge.Exchanges;
using AiBridge.Ingress.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AiBridge.Ingress;

internal static class IngressRegistration
{
    public static IServiceCollection AddIngress(this IServiceCollection services) => services
        .AddSingleton<CallerLimits>()
        .AddSingleton<BufferBudget>()
        .AddSingleton<LargeAnswers>()
        .AddScoped<AnswerRoom>()
        .AddSingleton<Hearing>()
        .AddHostedService(provider => provider.GetRequiredService<Hearing>())
        // Of several the server takes the last.
        .AddSingleton<IConnectionListenerFactory>(provider => new LastingListeners(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), provider.GetRequiredService<Hearing>()))
        .AddHealthChecks().AddCheck<ListenerHealthCheck>("listener").Services;
}
