using Serilog.Core;
using Serilog.Events;

namespace AiBridge.Telemetry;

/// <summary>Each line of a request says which one, by its interception's id; the trace's it has by itself. The server adds the path, in which anything may stand, a pasted key too.</summary>
internal sealed class RequestEnricher : ILogEventEnricher
{
    private const string Name = "InterceptionId";
    private const string Path = "RequestPath";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        logEvent.RemovePropertyIfPresent(Path);
        if (RequestLogScope.Current is { } request && !logEvent.Properties.ContainsKey(Name))
            logEvent.AddPropertyIfAbsent(new LogEventProperty(Name, new ScalarValue(request.InterceptionId)));
    }
}
