using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Text that arrives in JSON string fragments. The fragments are kept as sent and decoded once, joined: an emoji whose two
/// halves come in two fragments stays whole.
/// </summary>
internal sealed class FragmentBuffer(FactsBudget budget)
{
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>How often the whole is looked at, on average, before it has doubled: a call is told again once or twice, not with each of its pieces.</summary>
    private const int MostLooks = 16;
    private const int KeptWhenCleared = 64 * 1024;

    private byte[] _bytes = [];
    private int _length;
    private long _looked;
    private bool _full;

    public bool IsEmpty => _length == 0;

    /// <summary>Appends the inside of a JSON string; what goes beyond 8 MiB, or the answer's budget, is left out.</summary>
    public void Append(JsonText fragment)
    {
        var raw = fragment.Raw;
        if (raw.IsEmpty || _full)
            return;
        if (raw.Length > MaxBytes - _length || !budget.TryTake(raw.Length))
        {
            _full = true;
            budget.LeaveOut();
            return;
        }

        if (_bytes.Length - _length < raw.Length)
            Array.Resize(ref _bytes, Math.Max(256, Math.Max(_bytes.Length * 2, _length + raw.Length)));
        raw.CopyTo(_bytes.AsSpan(_length));
        _length += raw.Length;
    }

    /// <summary>The text so far is one whole JSON object. Only a text that ends like one is looked at.</summary>
    public bool IsJsonObject()
    {
        if (_length == 0 || _bytes[_length - 1] != (byte)'}' || _looked > (long)MostLooks * _length)
            return false;
        _looked += _length;
        return JsonValue.TryReadObject(Encoding.UTF8.GetBytes(Decode()), out _);
    }

    public string Decode() => new JsonText(_bytes.AsSpan(0, _length)).Decode();

    public void Clear()
    {
        budget.Return(_length);
        (_length, _looked, _full) = (0, 0, false);
        if (_bytes.Length > KeptWhenCleared)
            _bytes = [];
    }
}
