using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Does something between two statements of a running request: right after the first query that contains a text. To be made before the bridge starts.</summary>
internal sealed class AfterQuery : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private Action<string>? _armed;

    public AfterQuery() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>Whether it was done.</summary>
    public bool Done { get; private set; }

    /// <param name="bridge">Whose queries count.</param>
    /// <param name="text">Part of the SQL.</param>
    /// <param name="then">Done once, before the query's result is read.</param>
    public void Arm(Bridge bridge, string text, Action then) => _armed = query =>
    {
        if (!query.StartsWith(bridge.Folder, StringComparison.Ordinal) || !query.Contains(text, StringComparison.Ordinal))
            return;
        _armed = null;
        then();
        Done = true;
    };

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Value: CommandExecutedEventData { Connection: { } connection } done })
            _armed?.Invoke($"{connection.DataSource} {done.Command.CommandText}");
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
}
