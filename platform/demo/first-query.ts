import { DEMO_PASSWORD } from './people';

/**
 * The text that GraphiQL starts with: the sign-in and first queries. Its lines fit into a window of 1024 pixels.
 */
export const FIRST_QUERY = `# 1. Sign in (the button on the
#    right). Then put accessToken
#    into the Headers below:
#    "Authorization": "Bearer TOKEN"
mutation SignIn {
  signIn(
    input: {
      tenant: "demo"
      email: "ada@demo.example"
      password: "${DEMO_PASSWORD}"
    }
  ) {
    ... on Session {
      accessToken
    }
  }
}

# 2. What is being talked about
query Conversations {
  conversations {
    edges {
      node {
        id
        title
        lastMessage {
          text
          author {
            displayName
          }
        }
      }
    }
  }
}

# 3. All that happens in them, live
subscription Inbox {
  inboxEvents {
    __typename
    conversationId
    seq
    actor {
      displayName
    }
    ... on MessageCreated {
      message {
        text
      }
    }
  }
}
`;
