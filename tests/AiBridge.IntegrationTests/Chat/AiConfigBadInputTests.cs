using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

public sealed class AiConfigBadInputTests(SharedChat shared) : IClassFixture<SharedChat>
{
    [Theory]
    [InlineData("""{}""", "provider")]
    [InlineData("""{"provider":null}""", "provider")]
    [InlineData("""{"provider":7}""", "provider")]
    [InlineData("""{"provider":"nothing"}""", "provider")]
    [InlineData("""{"provider":"openai","model":""}""", "model")]
    [InlineData("""{"provider":"openai","model":7}""", "model")]
    [InlineData("""{"provider":"openai","maxTokens":0}""", "maxTokens")]
    [InlineData("""{"provider":"openai","maxTokens":1.5}""", "maxTokens")]
    [InlineData("""{"provider":"openai","maxTokens":"10"}""", "maxTokens")]
    [InlineData("""{"provider":"openai","maxTokens":10000000000}""", "maxTokens")]
    [InlineData("""{"provider":"openai","apiKey":""}""", "apiKey")]
    [InlineData("""{"provider":"openai","apiKey":["planted-secret"]}""", "apiKey")]
    [InlineData("""{"provider":"openai","apiKey":" planted-secret"}""", "apiKey")]
    [InlineData("""{"provider":"copilot","apiKey":"planted-secret"}""", "apiKey")]
    [InlineData("""{"provider":"lab","apiKey":"planted-secret"}""", "apiKey")]
    [InlineData("""{"provider":"lab","baseUrl":"https://example.com/v1"}""", "baseUrl")]
    [InlineData("""{"provider":"lab","headers":{"x-a":"planted-secret"}}""", "headers")]
    [InlineData("""{"provider":"custom"}""", "baseUrl")]
    [InlineData("""{"provider":"openai","baseUrl":"file:///etc/passwd"}""", "baseUrl")]
    [InlineData("""{"provider":"openai","baseUrl":"https://me:planted-secret@example.com"}""", "baseUrl")]
    [InlineData("""{"provider":"openai","baseUrl":"http://169.254.169.254/latest"}""", "baseUrl")]
    [InlineData("""{"provider":"openai","baseUrl":7}""", "baseUrl")]
    [InlineData("""{"provider":"openai","headers":[]}""", "headers")]
    [InlineData("""{"provider":"openai","headers":{"x-a":7}}""", "headers.x-a")]
    [InlineData("""{"provider":"openai","headers":{"host":"example.com"}}""", "headers.host")]
    [InlineData("""{"provider":"openai","headers":{"authorization":"planted-secret"}}""", "headers.authorization")]
    [InlineData("""{"provider":"openai","headers":{"x-a":"1\r\nplanted-secret: 2"}}""", "headers.x-a")]
    [InlineData("""{"provider":"openai","region":""}""", "region")]
    [InlineData("""{"provider":"openai","region":{}}""", "region")]
    [InlineData("""{"provider":"openai","unknown":1}""", "unknown")]
    public async Task Each_fault_is_named_with_its_field_and_nothing_is_stored(string body, string field)
    {
        var user = await shared.ProjectAsync();

        var problem = await ManagementClient.ProblemAsync(await user.Api.SendAsync(HttpMethod.Put, ChatUser.Config, body), HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Contain(field);
        problem.GetRawText().Should().NotContain("planted-secret");
        (await user.Api.GetAsync(ChatUser.Config)).GetProperty("source").GetString().Should().Be("server");
    }
}
