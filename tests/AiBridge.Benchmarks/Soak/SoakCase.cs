
namespace AiBridge.Benchmarks.Soak;

/// <summary>What the client does with its answer.</summary>
internal enum ClientManner
{
    Reads,
    ReadsSlowly,

    /// <summary>Reads nothing until the bridge must have lost patience.</summary>
    Stalls,
    LeavesBeforeAnswer,
    LeavesInAnswer,
}

/// <summary>One request of the soak; all of it follows from the seed and the number.</summary>
/// <param name="Number">Its place in the order of requests.</param>
/// <param name="Protocol">The wire protocol.</param>
/// <param name="Streaming">Whether a stream is asked for.</param>
/// <param name="Model">Model 0 of each protocol fails so often that its circuit opens.</param>
/// <param name="Session">One of a few hundred.</param>
/// <param name="BodyBytes">Of the request, about.</param>
/// <param name="Deltas">Pieces of text in the answer.</param>
/// <param name="DeltaBytes">Length of each.</param>
/// <param name="Manner">What the client does.</param>
/// <param name="LeavesAfter">Milliseconds for a client that leaves before the answer, bytes for one that leaves inside it.</param>
internal sealed record SoakCase(
    int Number, SoakProtocol Protocol, bool Streaming, string Model, int Session, int BodyBytes, int Deltas, int DeltaBytes, ClientManner Manner, int LeavesAfter)
{
    private const int Models = 40;
    private const int Sessions = 300;

    private static readonly (int, SoakProtocol)[] Protocols =
        [(1, SoakProtocol.AnthropicMessages), (1, SoakProtocol.OpenAiChat), (1, SoakProtocol.OpenAiResponses)];

    private static readonly (int, int)[] Bodies = [(80, 2_000), (18, 60_000), (2, 600_000)];

    private static readonly (int, ClientManner)[] Manners =
    [
        (8385, ClientManner.Reads), (600, ClientManner.ReadsSlowly), (15, ClientManner.Stalls),
        (400, ClientManner.LeavesBeforeAnswer), (600, ClientManner.LeavesInAnswer),
    ];

    public bool IsFrail => Model == "soak-0";

    public static SoakCase Of(int seed, int number)
    {
        var dice = new Dice(seed, number, 0);
        var manner = dice.Pick(Manners);
        var protocol = dice.Pick(Protocols);
        // What stalls a reader must not fit into the buffers between.
        var large = manner == ClientManner.Stalls;
        return new SoakCase(
            number,
            protocol,
            large || dice.Chance(70),
            $"soak-{dice.Below(Models)}",
            dice.Below(Sessions),
            dice.Pick(Bodies),
            large ? 900 : 3 + dice.Below(50),
            large ? 8_000 : 20 + dice.Below(200),
            manner,
            manner == ClientManner.LeavesBeforeAnswer ? dice.Below(60) : dice.Below(4_000));
    }
}

/// <summary>The wire protocols that agents speak.</summary>
internal enum SoakProtocol
{
    AnthropicMessages,
    OpenAiChat,
    OpenAiResponses,
}
