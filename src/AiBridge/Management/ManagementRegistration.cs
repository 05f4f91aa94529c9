using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using AiBridge.Management.Access;

namespace AiBridge.Management;

internal static class ManagementRegistration
{
    /// <summary>Needs storage, projects, the live configuration and a <see cref="TimeProvider"/>; asks every registered health check.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new UtcTimeConverter());
            // Only ever sent as application/json, where < and é need no escape.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.AddApiDocument();
        services.AddHostedService<Audit.ReloadAudit>();
        return services.AddSingleton<EndpointFallback>().AddSingleton<Readiness>().AddSingleton<ApiDocumentText>().AddSingleton<CallerGate>().AddSingleton<Records.LiveStream>().AddSingleton<Audit.AuditFilter>();
    }
}
