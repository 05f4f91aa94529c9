namespace AiBridge.Configuration;

internal static class ConfigurationRegistration
{
    /// <summary>The options in force and where they came from.</summary>
    public static IServiceCollection AddConfiguration(this IServiceCollection services, ConfigurationInputs inputs, BridgeOptions initial) =>
        services.AddSingleton(inputs).AddSingleton(new LiveConfiguration(initial));
}
