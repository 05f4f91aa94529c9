using Serilog.Core;
using Serilog.Events;

namespace AiBridge.Telemetry;

/// <summary>Each line of a request says which one; the trace's id it has by itself.</summary>
internal sealed class RequestEnricher : ILogEventEnricher
{
    private const string Name = "InterceptionId";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (RequestLogScope.Current is { } request && !logEvent.Properties.ContainsKey(Name))
            logEvent.AddPropertyIfAbsent(new LogEventProperty(Name, new ScalarValue(request.InterceptionId)));
    }
}
