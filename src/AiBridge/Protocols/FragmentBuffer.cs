using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Text that arrives in JSON string fragments. The fragments are kept as sent and decoded once, joined: an emoji whose two
/// halves come in two fragments stays whole.
/// </summary>
internal sealed class FragmentBuffer
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private byte[] _bytes = [];
    private int _length;

    public bool IsEmpty => _length == 0;

    /// <summary>Appends the inside of a JSON string; what goes beyond 8 MiB is left out.</summary>
    public void Append(JsonText fragment)
    {
        var raw = fragment.Raw;
        if (raw.Length > MaxBytes - _length)
            return;
        if (_bytes.Length - _length < raw.Length)
            Array.Resize(ref _bytes, Math.Max(256, Math.Max(_bytes.Length * 2, _length + raw.Length)));
        raw.CopyTo(_bytes.AsSpan(_length));
        _length += raw.Length;
    }

    /// <summary>The text so far is one whole JSON object. Only a text that ends like one is looked at.</summary>
    public bool IsJsonObject() =>
        _length > 0 && _bytes[_length - 1] == (byte)'}' && JsonValue.TryReadObject(Encoding.UTF8.GetBytes(Decode()), out _);

    public string Decode() => new JsonText(_bytes.AsSpan(0, _length)).Decode();

    public void Clear() => _length = 0;
}
