using AiBridge.Exchanges;

namespace AiBridge.Ingress;

internal static class IngressRegistration
{
    public static IServiceCollection AddIngress(this IServiceCollection services) => services
        .AddSingleton<CallerLimits>()
        .AddSingleton<BufferBudget>();
}
