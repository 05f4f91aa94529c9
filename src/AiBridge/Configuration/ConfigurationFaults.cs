namespace AiBridge.Configuration;

/// <summary>Gathers every fault of a configuration with its key path (<c>Providers:0:BaseUrl</c>), so that one start lists them all.</summary>
internal sealed class ConfigurationFaults
{
    private readonly List<ConfigurationFault> _faults = [];

    public IReadOnlyList<ConfigurationFault> Each => _faults;

    public IReadOnlyList<string> All => [.. _faults.Select(fault => fault.ToString())];

    public int Count => _faults.Count;

    public bool Any => _faults.Count > 0;

    public void Add(string keyPath, string problem) => _faults.Add(new ConfigurationFault(keyPath, problem));
}

/// <param name="KeyPath"><c>Providers:0:BaseUrl</c>.</param>
/// <param name="Problem">What a good value looks like; never repeats a secret.</param>
internal sealed record ConfigurationFault(string KeyPath, string Problem)
{
    public override string ToString() => $"{KeyPath}: {Problem}";
}

/// <summary>A configuration that cannot be used; the message lists every fault on a line of its own.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> faults)
    : Exception("The configuration has faults:" + string.Concat(faults.Select(fault => $"{Environment.NewLine}  {fault}")))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
