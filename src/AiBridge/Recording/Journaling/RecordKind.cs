namespace AiBridge.Recording.Journaling;

/// <summary>What a journal record holds; the numbers are on disk.</summary>
internal enum RecordKind
{
    Opening = 1,
    Closing = 2,
    Amendment = 3,
}
