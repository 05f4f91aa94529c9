namespace AiBridge.Configuration;

/// <summary>Where a secret comes from: <c>env:NAME</c>, <c>file:PATH</c>, or the value itself. No message repeats the value.</summary>
internal static class KeySource
{
    private const string Variable = "env:";
    private const string File = "file:";
    private const long MaxFileBytes = 64 * 1024;

    /// <summary>The value; null when a variable is unset or empty (no key, no fault) or when a fault was added under <paramref name="keyPath"/>.</summary>
    public static string? Resolve(string source, string keyPath, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        if (source.StartsWith(Variable, StringComparison.OrdinalIgnoreCase))
            return ResolveVariable(source[Variable.Length..], keyPath, inputs, faults);
        var value = PathOf(source, inputs) is { } path ? Read(path, keyPath, faults) : source;
        if (value is null)
            return null;
        var empty = value.Length == 0 || value.Equals(File, StringComparison.OrdinalIgnoreCase);
        if (empty)
            faults.Add(keyPath, "is empty");
        return !empty && IsClean(value, keyPath, faults) ? value : null;
    }

    /// <summary>Whether a value can become a header's: only printable ASCII survives that unchanged. Else a fault is added.</summary>
    public static bool IsClean(string value, string keyPath, ConfigurationFaults faults)
    {
        if (value.Any(c => c is < ' ' or > '~'))
            faults.Add(keyPath, "holds a line break, a control character or a character outside ASCII");
        else if (value[0] == ' ' || value[^1] == ' ')
            faults.Add(keyPath, "begins or ends with a space");
        else
            return true;
        return false;
    }

    /// <summary>The absolute path of a <c>file:</c> source; null for the other kinds.</summary>
    public static string? PathOf(string source, ConfigurationInputs inputs) =>
        source.StartsWith(File, StringComparison.OrdinalIgnoreCase) && source.Length > File.Length ? inputs.FullPath(source[File.Length..]) : null;

    private static string? ResolveVariable(string name, string keyPath, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        if (name.Length == 0)
            faults.Add(keyPath, "names no environment variable");
        var value = inputs.Environment.GetValueOrDefault(name);
        return !string.IsNullOrEmpty(value) && IsClean(value, keyPath, faults) ? value : null;
    }

    private static string? Read(string path, string keyPath, ConfigurationFaults faults)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxFileBytes)
                return System.IO.File.ReadAllText(path).TrimEnd('\r', '\n');
            faults.Add(keyPath, $"the file {path} is too large for a key");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add(keyPath, $"there is no file {path}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add(keyPath, $"the file {path} cannot be read ({unreadable.GetType().Name})");
        }

        return null;
    }
}
