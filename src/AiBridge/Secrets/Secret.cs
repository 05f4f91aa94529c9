namespace AiBridge.Secrets;

/// <summary>A value that must never be shown. Prints as its masked hint wherever it lands; <see cref="Reveal"/> is called only where it goes on the wire.</summary>
internal sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    public Secret(string value) => _value = value;

    /// <summary>The contract's mask: 4+4 characters from 20 on, 2+2 from 10 on, 1+1 from 5 on, else only dots.</summary>
    public string Hint => _value.Length switch
    {
        >= 20 => $"{_value[..4]}...{_value[^4..]}",
        >= 10 => $"{_value[..2]}...{_value[^2..]}",
        >= 5 => $"{_value[..1]}...{_value[^1..]}",
        _ => "...",
    };

    public string Reveal() => _value;

    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);

    public override string ToString() => Hint;
}
