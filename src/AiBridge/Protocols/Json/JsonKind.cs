namespace AiBridge.Protocols.Json;

/// <summary>The kind of a JSON value, told by its first byte.</summary>
internal enum JsonKind
{
    /// <summary>No value: a missing member, or bytes that begin none.</summary>
    None,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}
