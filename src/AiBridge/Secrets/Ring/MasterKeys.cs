using System.Xml.Linq;
using AiBridge.Configuration;

namespace AiBridge.Secrets.Ring;

/// <summary>The master key in force and those before it. They come from the environment alone, so that no file beside the database holds them.</summary>
internal sealed class MasterKeys
{
    public const string Variable = "AIBRIDGE_MASTER_KEY";

    /// <summary>Earlier master keys, joined with commas; what they wrapped is wrapped anew at the start.</summary>
    public const string PreviousVariable = "AIBRIDGE_MASTER_KEY_PREVIOUS";

    private readonly Dictionary<string, MasterKey> _byId;

    private MasterKeys(MasterKey current, IEnumerable<MasterKey> previous)
    {
        Current = current;
        _byId = previous.Append(current).DistinctBy(key => key.Id).ToDictionary(key => key.Id, StringComparer.Ordinal);
    }

    /// <summary>Wraps what is new.</summary>
    public MasterKey Current { get; }

    /// <summary>Null without a master key, or when a fault was added.</summary>
    public static MasterKeys? Read(IReadOnlyDictionary<string, string> environment, ConfigurationFaults faults)
    {
        var before = faults.Count;
        var previous = environment.GetValueOrDefault(PreviousVariable, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Parse(PreviousVariable, text, faults)).OfType<MasterKey>().ToList();
        if (!environment.TryGetValue(Variable, out var given))
        {
            if (previous.Count > 0)
                faults.Add(PreviousVariable, $"needs {Variable} beside it");
            return null;
        }

        // Set and empty is a secret that did not arrive; going on would put the ring on the disk unwrapped.
        var current = Parse(Variable, given, faults);
        return current is not null && faults.Count == before ? new MasterKeys(current, previous) : null;
    }

    /// <summary>Null when none of the master keys wrapped it, or it was damaged.</summary>
    public XElement? Unwrap(string name, string wrapped) =>
        MasterKey.IdOf(wrapped) is { } id && _byId.TryGetValue(id, out var key) ? key.Unwrap(name, wrapped) : null;

    private static MasterKey? Parse(string variable, string text, ConfigurationFaults faults)
    {
        var key = MasterKey.Parse(text, out var problem);
        if (key is null)
            faults.Add(variable, problem);
        return key;
    }
}
