using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>
/// Joins the pieces of tool calls by what identifies them. A piece belongs to the call with its id, else to the one with its
/// number, else to the last one. Providers leave out either, number every call 0, repeat the id and the name in each piece,
/// change the id in each, split the name, send a call whole, or say it all again at the end.
/// </summary>
internal sealed class OpenAiChatCalls(ToolCallDrafts drafts)
{
    private const long LegacyCall = uint.MaxValue;
    private const long FirstHosted = 1L << 30;

    /// <summary>The calls of a delta. Whether there are any.</summary>
    public bool Pieces(long choice, JsonValue calls)
    {
        var position = 0;
        foreach (var call in calls.Elements())
        {
            var piece = new CallPiece(call);
            Join(choice, piece.Number ?? (position > 0 ? position : null), piece);
            position++;
        }

        return position > 0;
    }

    /// <summary>The calls of a whole message, each one by itself; of a message at the end of a stream those not told before.</summary>
    public bool Whole(long choice, JsonValue calls)
    {
        var (count, told) = (0, drafts.LastOf(choice) is not null);
        foreach (var call in calls.Elements())
        {
            count++;
            var piece = new CallPiece(call);
            if (told && (piece.Id is not { } id || drafts.WithId(id, choice) is not null))
                continue;
            var draft = drafts.Begin(drafts.Count, choice);
            drafts.Identify(draft, piece.Id, piece.Name);
            Add(draft, piece);
        }

        return count > 0;
    }

    /// <summary>The one call of the form before there were several. Whether there is one.</summary>
    public bool Legacy(long choice, JsonValue function)
    {
        if (!function.IsObject)
            return false;
        Join(choice, LegacyCall, CallPiece.OfFunction(function));
        return true;
    }

    /// <summary>Tools that the provider has run itself (Groq); told when they begin, and again with what came out.</summary>
    public bool Hosted(long choice, JsonValue calls)
    {
        var position = 0;
        foreach (var call in calls.Elements())
        {
            call.Get("index"u8, out var number, "arguments"u8, out var arguments);
            call.Get("name"u8, out var name, "type"u8, out var type);
            var told = FirstHosted + ((number.AsInteger() ?? position) & ushort.MaxValue);
            var draft = drafts.Last(told, choice) ?? drafts.Begin(told, choice);
            drafts.Identify(draft, call["id"u8].AsWord(), name.AsWord() ?? type.AsWord());
            if (arguments.IsPresent)
                draft.Replace(arguments.AsString() ?? Encoding.UTF8.GetString(arguments.Raw));
            position++;
        }

        return position > 0;
    }

    private void Join(long choice, long? number, CallPiece piece)
    {
        var draft = Find(choice, number, piece.Id);
        if (draft is null || IsAnother(draft, number, piece))
            draft = drafts.Begin(number ?? drafts.Count, choice);
        drafts.Identify(draft, draft.Id is null ? piece.Id : null, NameWith(draft, piece.Name));
        Add(draft, piece);
    }

    private ToolCallDraft? Find(long choice, long? number, string? id) =>
        (id is null ? null : drafts.WithId(id, choice))
        ?? (number is { } told ? drafts.Last(told, choice) : drafts.LastOf(choice));

    /// <summary>Whether the piece begins another call than the one it was taken for: a call is not named again once its input has come.</summary>
    private static bool IsAnother(ToolCallDraft draft, long? number, CallPiece piece)
    {
        if (piece.Id is { } id && draft.Id is not null && draft.Id != id)
            return piece.Name is not null || number is null || !piece.HasInput || draft.HasWholeObject;
        if (piece.Name is null || draft.Name is null || !draft.HasInput)
            return false;
        if (piece.Id is not null && draft.Id is not null)
            return false;
        return draft.HasWholeObject && (piece.Name != draft.Name || (piece.BeginsObject && !draft.InputIs(piece.Input.Text)));
    }

    /// <summary>The call's name with this piece: repeated, split, or growing.</summary>
    private static string? NameWith(ToolCallDraft draft, string? piece)
    {
        if (piece is null || draft.Name is not { } name || piece == name || draft.HasInput)
            return draft.Name ?? piece;
        if (CutText.IsCut(name))
            return name;
        return piece.StartsWith(name, StringComparison.Ordinal) ? piece : CutText.Word(name + piece);
    }

    /// <summary>Arguments are a string that holds JSON; some gateways send the object itself. A second object is the first one told again.</summary>
    private static void Add(ToolCallDraft draft, CallPiece piece)
    {
        if (piece.Input.IsString && piece.BeginsObject && draft.HasWholeObject)
            draft.Replace("");
        if (piece.Input.IsString)
            draft.Append(piece.Input.Text);
        else if (piece.Input.IsPresent)
            draft.Replace(Encoding.UTF8.GetString(piece.Input.Raw));
    }
}
