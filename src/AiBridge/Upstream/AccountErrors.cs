using AiBridge.Protocols;
using AiBridge.Providers;

namespace AiBridge.Upstream;

/// <summary>How a vendor says that the account of a key cannot pay, has reached a limit of its own, or is switched off.</summary>
/// <param name="Vendor">Its provider type, else its name.</param>
/// <param name="Codes">One of them is the error's code or type; a last <c>*</c> stands for any rest. Null: any.</param>
/// <param name="Begins">How its words begin; null: any. Not "contains": some errors repeat what they were sent.</param>
/// <param name="Holds">What stands somewhere behind that.</param>
internal sealed record AccountError(string Vendor, string[]? Codes, string? Begins = null, string? Holds = null)
{
    public bool Is(ResponseError error) =>
        (Codes is null || Codes.Any(code => Fits(code, error.Code) || Fits(code, error.Type)))
        && (Begins is null || error.Message?.StartsWith(Begins, StringComparison.OrdinalIgnoreCase) == true)
        && (Holds is null || error.Message?.Contains(Holds, StringComparison.OrdinalIgnoreCase) == true);

    private static bool Fits(string code, string? word) => word is not null && (code.EndsWith('*')
        ? word.StartsWith(code[..^1], StringComparison.OrdinalIgnoreCase)
        : word.Equals(code, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The table of account errors that come under another status than 402. A vendor's new wording is one row.</summary>
internal static class AccountErrors
{
    private static readonly string[] AnthropicCodes = ["invalid_request_error", "permission_error"];

    private static readonly AccountError[] Table =
    [
        // https://docs.claude.com/en/api/errors; the words as https://github.com/anthropics/claude-code/issues show them.
        new("anthropic", AnthropicCodes, "Your credit balance is too low"),
        new("anthropic", AnthropicCodes, "You have reached your specified ", Holds: "usage limits"),
        new("anthropic", AnthropicCodes, "This organization has been disabled"),
        new("anthropic", AnthropicCodes, "OAuth authentication is currently not allowed for this organization"),
        // Of a subscription's token; with "Add more at …" or "Ask your workspace admin …" behind it.
        new("anthropic", AnthropicCodes, "You're out of extra usage"),
        new("anthropic", ["billing_error"]),

        // https://platform.openai.com/docs/guides/error-codes
        new("openai", ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated", "access_terminated"]),

        // https://docs.x.ai/docs/key-information/debugging: the words lie flat beside a code that says as much as the status.
        new("xai", null, "Your team ", Holds: "used all available credits or reached its monthly spending limit"),
        new("xai", null, "Your newly created team doesn't have any credits"),
        new("xai", ["personal-team-blocked:*"]),

        // https://console.groq.com/docs/spend-limits
        new("groq", ["organization_restricted", "blocked_api_access", "spend_*"]),

        // https://openrouter.ai/docs/api-reference/errors
        new("openrouter", ["403"], "Key limit exceeded"),
        // https://platform.moonshot.ai/docs/api/chat#error-codes
        new("moonshot", ["exceeded_current_quota_error"]),
        // https://docs.z.ai/api-reference/api-code
        new("zai", ["1113"]),
        // https://help.aliyun.com/zh/model-studio/error-code
        new("aliyun", ["Arrearage"]),
        // https://www.volcengine.com/docs/82379/1299023
        new("volcengine", ["AccountOverdueError"]),
        // https://docs.siliconflow.cn/cn/faqs/error-code
        new("siliconflow", ["30001"]),
        // Gateways that others run.
        new("one-api", ["insufficient_user_quota"]),
        new("several", ["insufficient_balance", "insufficient_credits", "insufficient_funds"]),
    ];

    private static readonly string[] OwnTables = ["anthropic", "openai", "xai", "groq"];

    /// <summary>The statuses they come under.</summary>
    public static bool MayComeWith(int status) => status is 400 or 403 or 429;

    /// <summary>Whether the error is one. A vendor's own address has the vendor's rows; what stands at another may pass on anybody's.</summary>
    public static bool Contain(ResponseError error, ProviderInstance provider)
    {
        var vendor = OwnTables.Contains(provider.Type.Name) && provider.BaseUrl == provider.Type.DefaultBaseUrl ? provider.Type.Name : null;
        foreach (var row in Table)
        {
            if ((vendor is null || row.Vendor == vendor) && row.Is(error))
                return true;
        }

        return false;
    }
}
