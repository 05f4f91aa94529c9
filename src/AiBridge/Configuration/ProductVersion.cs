using System.Reflection;

namespace AiBridge.Configuration;

/// <summary>The version of this build: <c>Version</c> of <c>Directory.Build.props</c>, which is its one place.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
