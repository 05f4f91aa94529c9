namespace AiBridge.Interception;

internal static class InterceptionRegistration
{
    public static IReverseProxyBuilder AddInterception(this IReverseProxyBuilder proxy) => proxy.AddTransforms<ObserveTransform>();
}
