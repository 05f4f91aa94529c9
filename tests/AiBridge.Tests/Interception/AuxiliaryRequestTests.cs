using AiBridge.Interception;
using AiBridge.Protocols;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Interception;

public sealed class AuxiliaryRequestTests
{
    [Theory]
    [InlineData(ClientRules.Codex, """{"request_kind":"prewarm"}""", true)]
    [InlineData(ClientRules.Codex, """{"request_kind":"compaction","turn_id":"t"}""", true)]
    [InlineData(ClientRules.Codex, """{"request_kind":"turn"}""", false)]
    [InlineData(ClientRules.Codex, """{"request_kind":7}""", false)]
    [InlineData(ClientRules.Codex, """["compaction"]""", false)]
    [InlineData(ClientRules.Codex, "compaction", false)]
    [InlineData(ClientRules.Codex, "", false)]
    [InlineData(ClientRules.ClaudeCode, """{"request_kind":"compaction"}""", false)]
    public void Codex_says_what_a_turn_is_for(string client, string metadata, bool expected) => IsOne(client, new RequestFacts(), metadata).Should().Be(expected);

    [Fact]
    public void A_warming_up_is_one_of_whatever_client() => IsOne("Unknown", new RequestFacts { GenerateDisabled = true }).Should().BeTrue();

    private static bool IsOne(string client, RequestFacts request, string metadata = "") =>
        AuxiliaryRequests.IsOne(client, new HeaderDictionary { ["x-codex-turn-metadata"] = metadata }, request);
}
