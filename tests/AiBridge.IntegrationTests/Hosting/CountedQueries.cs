using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>How often statements with a text in them were executed on a database. To be made before the bridge starts.</summary>
internal sealed class CountedQueries : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _folder;
    private readonly string _text;
    private int _count;

    /// <param name="folder">Whose database counts.</param>
    /// <param name="text">Part of the SQL.</param>
    public CountedQueries(string folder, string text)
    {
        (_folder, _text) = (folder, text);
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Count => Volatile.Read(ref _count);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Value: CommandExecutedEventData { Connection: { } connection } done }
            && connection.DataSource.StartsWith(_folder, StringComparison.Ordinal) && done.Command.CommandText.Contains(_text, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
}
