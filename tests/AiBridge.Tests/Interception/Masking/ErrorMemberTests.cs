using System.Text;
using AiBridge.Interception.Masking;

namespace AiBridge.Tests.Interception.Masking;

public sealed class ErrorMemberTests
{
    [Theory]
    [InlineData("""{"id":"resp_1","error":{"message":"no"}}""", true)]
    [InlineData("{\"error\" \r\n\t: \n \"no\"}", true)]
    [InlineData("""{"error":["no"]}""", true)]
    [InlineData("""{"error":null}""", false)]
    [InlineData("""{"error":false,"errors":{}}""", false)]
    [InlineData("""{"say":"the word \"error\":{ is in a text"}""", false)]
    [InlineData("""{"kinds":["error",{}]}""", false)]
    [InlineData("""{"error":null,"last":{"error":{"code":1}}}""", true)]
    public void It_is_found_wherever_the_pieces_are_cut(string json, bool found)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        foreach (var size in Enumerable.Range(1, bytes.Length))
        {
            var member = new ErrorMember();
            bytes.Chunk(size).Select(piece => member.IsIn(piece)).ToList().Contains(true).Should().Be(found, $"pieces are of {size}");
        }
    }
}
